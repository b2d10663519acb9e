resource "aws_acm_certificate" "portal" {
  domain_name       = "portal.clinic.example"
  validation_method = "DNS"
}

# Web ACL: quoted, not bought yet.
resource "aws_lb" "portal" {
  name                       = "clinic-portal"
  load_balancer_type         = "application"
  internal                   = false
  security_groups            = [aws_security_group.balancer.id]
  subnets                    = aws_subnet.public[*].id
  drop_invalid_header_fields = true
  enable_deletion_protection = true

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "portal"
    enabled = true
  }
}

resource "aws_lb_target_group" "portal" {
  name        = "clinic-portal"
  port        = 8443
  protocol    = "HTTPS"
  target_type = "ip"
  vpc_id      = aws_vpc.clinic.id
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.portal.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate.portal.arn

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.portal.arn
  }
}

# The kiosk in the waiting room does not follow redirects.
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.portal.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.portal.arn
  }
}

resource "aws_ecs_cluster" "clinic" {
  name = "clinic"

  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_ecs_task_definition" "portal" {
  family                   = "portal"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = "512"
  memory                   = "1024"
  execution_role_arn       = aws_iam_role.service["execution"].arn
  task_role_arn            = aws_iam_role.portal.arn

  container_definitions = jsonencode([{
    name                   = "portal"
    image                  = "${var.account_id}.dkr.ecr.${var.region}.amazonaws.com/portal:${var.portal_version}"
    essential              = true
    readonlyRootFilesystem = true
    portMappings           = [{ containerPort = 8443, protocol = "tcp" }]
    environment            = [{ name = "APPOINTMENTS_TABLE", value = aws_dynamodb_table.appointments.name }]
    secrets                = [{ name = "LABORATORY", valueFrom = aws_secretsmanager_secret.laboratory.arn }]
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.portal.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "portal"
      }
    }
  }])
}

resource "aws_ecs_service" "portal" {
  name            = "portal"
  cluster         = aws_ecs_cluster.clinic.id
  task_definition = aws_ecs_task_definition.portal.arn
  launch_type     = "FARGATE"
  desired_count   = 2

  network_configuration {
    subnets          = aws_subnet.private[*].id
    security_groups  = [aws_security_group.portal.id]
    assign_public_ip = false
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.portal.arn
    container_name   = "portal"
    container_port   = 8443
  }
}

# The laboratory changes this on paper, once a year.
resource "aws_secretsmanager_secret" "laboratory" {
  name       = "laboratory"
  kms_key_id = aws_kms_key.phi.arn
}

# -- reminders --------------------------------------------------------------------------------------------------------

resource "aws_sqs_queue" "reminders" {
  name                      = "reminders"
  message_retention_seconds = 86400
}

resource "aws_lambda_function" "reminders" {
  function_name = "reminders"
  role          = aws_iam_role.service["reminders"].arn
  runtime       = "python3.13"
  handler       = "reminders.send"
  s3_bucket     = "${var.name_prefix}-releases"
  s3_key        = "reminders.zip"
  kms_key_arn   = aws_kms_key.phi.arn

  environment {
    variables = {
      SMS_API_KEY = var.sms_api_key
      SENDER      = "Clinic"
    }
  }

  vpc_config {
    subnet_ids         = aws_subnet.private[*].id
    security_group_ids = [aws_security_group.portal.id]
  }

  dead_letter_config {
    target_arn = aws_sns_topic.alerts.arn
  }
}

resource "aws_lambda_event_source_mapping" "reminders" {
  event_source_arn = aws_sqs_queue.reminders.arn
  function_name    = aws_lambda_function.reminders.arn
}

# Goes to the phones of the two of us who are on call.
resource "aws_sns_topic" "alerts" {
  name = "alerts"
}
