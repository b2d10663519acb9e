from_default = "ignored.tfvars"
