variable "name" {}
variable "size" {}
variable "encrypted" {}
variable "instance_id" {}
variable "zone" {}

resource "aws_ebs_volume" "this" {
  availability_zone = var.zone
  size              = var.size
  encrypted         = var.encrypted
  tags              = { Name = var.name }
}

resource "aws_volume_attachment" "this" {
  device_name = "/dev/sdh"
  volume_id   = aws_ebs_volume.this.id
  instance_id = var.instance_id
}

output "id" { value = aws_ebs_volume.this.id }
