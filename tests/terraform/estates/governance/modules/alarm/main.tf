variable "name" { type = string }
variable "pattern" { type = string }
variable "threshold" { type = number }
variable "log_group" { type = string }
variable "topics" { type = list(string) }

locals {
  metric = "cis-${var.name}"
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  name           = local.metric
  pattern        = var.pattern
  log_group_name = var.log_group

  metric_transformation {
    name      = local.metric
    namespace = "CIS"
    value     = "1"
  }
}

resource "aws_cloudwatch_metric_alarm" "this" {
  alarm_name          = local.metric
  namespace           = "CIS"
  metric_name         = aws_cloudwatch_log_metric_filter.this.metric_transformation[0].name
  comparison_operator = "GreaterThanOrEqualToThreshold"
  evaluation_periods  = 1
  period              = 300
  statistic           = "Sum"
  threshold           = var.threshold
  alarm_actions       = var.topics
}

output "name" {
  value = aws_cloudwatch_metric_alarm.this.alarm_name
}
