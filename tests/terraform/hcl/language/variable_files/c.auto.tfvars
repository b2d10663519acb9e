from_second_auto = "c.auto.tfvars"
