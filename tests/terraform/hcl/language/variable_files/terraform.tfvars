# the first
from_tfvars      = "terraform.tfvars"
from_json        = "terraform.tfvars"
from_auto        = "terraform.tfvars"
from_second_auto = "terraform.tfvars"
from_file        = "terraform.tfvars"
from_command     = "terraform.tfvars"
list             = [1, "2"]
object = {
  a = <<-EOT
    text
  EOT
}
