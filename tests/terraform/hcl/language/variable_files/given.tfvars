from_file = "given.tfvars"
from_command = "given.tfvars"
