def handler(event: object, context: object) -> None:
    return {"statusCode": 200}
