variable "name" { type = string }
variable "cluster" { type = string }
variable "image" { type = string }
variable "public" { type = bool }
variable "secrets" { type = map(string) }
variable "plain" { type = map(string) }
variable "privileged" { type = bool }
variable "subnets" { type = list(string) }

locals {
  container = {
    name                   = var.name
    image                  = var.image
    essential              = true
    privileged             = var.privileged
    readonlyRootFilesystem = !var.privileged
    environment            = [for name, value in var.plain : { name = name, value = value }]
    secrets                = [for name, arn in var.secrets : { name = name, valueFrom = arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options   = { awslogs-group = aws_cloudwatch_log_group.this.name, awslogs-region = "us-east-1" }
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name              = "/ecs/${var.name}"
  retention_in_days = 3653
}

resource "aws_ecs_task_definition" "this" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 512
  memory                   = 1024
  container_definitions    = jsonencode([local.container])

  dynamic "volume" {
    for_each = var.privileged ? { scratch = "fs-0123456789" } : {}
    content {
      name = volume.key
      efs_volume_configuration {
        file_system_id     = volume.value
        transit_encryption = "ENABLED"
      }
    }
  }
}

resource "aws_ecs_service" "this" {
  name             = var.name
  cluster          = var.cluster
  task_definition  = aws_ecs_task_definition.this.arn
  desired_count    = 1
  launch_type      = "FARGATE"
  platform_version = var.public ? "LATEST" : "1.3.0"

  network_configuration {
    subnets          = var.subnets
    assign_public_ip = var.public
  }
}
