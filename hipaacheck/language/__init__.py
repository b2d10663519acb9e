"""The control language: YAML nodes → typed tree (`parse`) → checked against asset types (`check`) → closures (`compile`)."""
