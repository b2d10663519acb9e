"""Amazon API Gateway: REST APIs with their stages, and custom domain names.

https://docs.aws.amazon.com/apigateway/latest/api/
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from hipaacheck import Unknown
from hipaacheck_assets.aws.apigateway import DomainName, Method, MethodSettings, RestApi, Stage
from hipaacheck_assets.aws.policy import Policy, parse_policy
from hipaacheck_aws.collect import Collector, Got, detail
from hipaacheck_aws.reader import Place, Reader
from hipaacheck_live.answers import Answer, Malformed, tags

_PAGE = 500
"""The largest page; API Gateway answers few calls a second."""


def _arn(place: Place, path: str) -> str:
    """ARNs of API Gateway name no account."""
    return place.arn("apigateway", path, account=False)


# -- REST APIs ---------------------------------------------------------------------------------------------------


def _apis(reader: Reader) -> Iterator[Answer | Unknown]:
    yield from reader.pages("apigateway:GetRestApis", "items", limit=_PAGE)


def build_api(place: Place, item: Answer, got: Got) -> RestApi:
    """One asset per REST API."""
    api = item.known("id")
    arn = _arn(place, f"/restapis/{api}")
    return RestApi(
        **place.common(arn, item.text("name"), tags(item, "tags")),
        api_id=api,
        arn=arn,
        endpoint_type=_endpoint_type(item),
        policy=_policy(item),
        methods=got.read("apigateway:GetResources", lambda found: [method for _, method in _methods(found)]),
        integration_types=got.read("apigateway:GetResources", _integration_types),
    )


def _endpoint_type(item: Answer) -> str | Unknown:
    block = item.sure("endpointConfiguration", item.block("endpointConfiguration"))
    types = block.texts("types") if isinstance(block, Answer) else block
    if isinstance(types, Unknown):
        return types
    return types[0] if types else Unknown("the answer has no endpoint type", item.where)


def _policy(item: Answer) -> Policy | Unknown | None:
    """API Gateway gives the document with its quotes escaped once more."""
    text = item.text("policy")
    if text is None or isinstance(text, Unknown):
        return text
    found = parse_policy(text, f"{item.where}.policy")
    if isinstance(found, Unknown) and '\\"' in text:
        try:
            return parse_policy(json.loads(f'"{text}"'), f"{item.where}.policy")
        except ValueError:
            return found
    return found


def _methods(found: list[Answer | Unknown]) -> Iterator[tuple[Answer | Unknown, Method | Unknown]]:
    """Methods of the resources, as they were answered and as records."""
    for resource in found:
        if isinstance(resource, Unknown):
            yield resource, resource
            continue
        methods = resource.block("resourceMethods")
        if isinstance(methods, Unknown):
            yield methods, methods
        elif methods is not None:
            for verb in sorted(methods.values):
                method = methods.sure(verb, methods.block(verb))
                yield method, _method(f"{resource.known('id')} {verb}", verb, method)


def _method(origin: str, verb: str, method: Answer | Unknown) -> Method:
    return Method(
        origin=origin,
        verb=verb,
        authorization=method if isinstance(method, Unknown) else method.required("authorizationType"),
    )


def _integration_types(found: list[Answer | Unknown]) -> list[str | Unknown]:
    """A method that was described and names no backend has none yet, and cannot be deployed."""
    out: dict[str | Unknown, None] = {}
    for method, record in _methods(found):
        if isinstance(method, Unknown):
            out[method] = None
            continue
        backend = method.block("methodIntegration")
        if backend is None:
            if isinstance(record, Unknown) or isinstance(record.authorization, Unknown):
                out[Unknown("the answer has no methodIntegration", method.where)] = None
        else:
            out[backend if isinstance(backend, Unknown) else backend.required("type")] = None
    return list(out)


REST_APIS = Collector(
    asset_type="aws.apigateway.rest_api",
    operations=("apigateway:GetRestApis",),
    find=_apis,
    details=(
        detail(
            "apigateway:GetResources",
            "methods",
            "integration_types",
            arguments=lambda item: {"restApiId": item.known("id"), "embed": ["methods"], "limit": _PAGE},
            pages="items",
        ),
    ),
    build=build_api,
)


# -- stages ------------------------------------------------------------------------------------------------------


def _stages(reader: Reader) -> Iterator[Answer | Unknown]:
    """Stages, with the id of their API."""
    for api in _apis(reader):
        if isinstance(api, Unknown):
            continue
        number = api.known("id")
        for stage in reader.pages("apigateway:GetStages", "item", restApiId=number):
            if isinstance(stage, Answer):
                yield Answer({**stage.values, "restApiId": number}, stage.where, stage.region)


def build_stage(place: Place, item: Answer, got: Got) -> Stage:
    """One asset per stage of a REST API."""
    api, name = item.known("restApiId"), item.known("stageName")
    arn = _arn(place, f"/restapis/{api}/stages/{name}")
    logs = item.block("accessLogSettings")
    return Stage(
        **place.common(arn, name, tags(item, "tags")),
        arn=arn,
        rest_api_id=api,
        access_log=logs.text("destinationArn") if isinstance(logs, Answer) else logs,
        method_settings=_settings(item),
        cache_cluster=item.sure("cacheClusterEnabled", item.flag("cacheClusterEnabled")),
        client_certificate=item.text("clientCertificateId"),
        tracing=item.sure("tracingEnabled", item.flag("tracingEnabled")),
        web_acl=item.text("webAclArn"),
    )


def _settings(item: Answer) -> list[MethodSettings | Unknown] | Unknown:
    """Settings by method path; none when the stage has none of its own."""
    found = item.block("methodSettings")
    if found is None or isinstance(found, Unknown):
        return [] if found is None else found
    out: list[MethodSettings | Unknown] = []
    for path in sorted(found.values):
        block = found.sure(path, found.block(path))
        if isinstance(block, Unknown):
            out.append(block)
            continue
        out.append(
            MethodSettings(
                origin=path,
                path=path,
                logging_level=block.text("loggingLevel"),
                data_trace=block.flag("dataTraceEnabled"),
                caching=block.flag("cachingEnabled"),
                cache_encrypted=block.flag("cacheDataEncrypted"),
            )
        )
    return out


STAGES = Collector(
    asset_type="aws.apigateway.stage",
    operations=("apigateway:GetRestApis", "apigateway:GetStages"),
    find=_stages,
    build=build_stage,
)


# -- domain names ------------------------------------------------------------------------------------------------


def _domain_names(reader: Reader) -> Iterator[Answer | Unknown]:
    """Custom domain names for APIs of either version."""
    yield from reader.pages("apigateway:GetDomainNames", "items", limit=_PAGE)


def build_domain_name(place: Place, item: Answer, got: Got) -> DomainName:
    """One asset per custom domain name. One that no client needs a certificate for has no trust store."""
    name, arn = item.known("domainName"), item.text("domainNameArn")
    if isinstance(arn, Unknown):
        raise Malformed(str(arn))
    arn = arn or _arn(place, f"/domainnames/{name}")
    mutual = item.block("mutualTlsAuthentication")
    trusted = mutual.text("truststoreUri") if isinstance(mutual, Answer) else mutual
    return DomainName(
        **place.common(arn, name, tags(item, "tags")),
        arn=arn,
        security_policy=item.required("securityPolicy"),
        mutual_tls=trusted if isinstance(trusted, Unknown) else trusted is not None,
    )


DOMAIN_NAMES = Collector(
    asset_type="aws.apigateway.domain_name",
    operations=("apigateway:GetDomainNames",),
    find=_domain_names,
    build=build_domain_name,
)

PERMISSIONS = dict.fromkeys(
    ("apigateway:GetRestApis", "apigateway:GetResources", "apigateway:GetStages", "apigateway:GetDomainNames"),
    ("apigateway:GET",),
)
"""IAM knows the verbs of HTTP. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html"""
