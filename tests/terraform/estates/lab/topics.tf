resource "aws_kms_key" "events" {
  description         = "Events of the laboratory"
  enable_key_rotation = true

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Sid       = "Root"
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      }],
      [for service in ["sns", "sqs"] : {
        Sid       = title(service)
        Effect    = "Allow"
        Principal = { Service = "${service}.amazonaws.com" }
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
      }],
    )
  })
}

resource "aws_sns_topic" "results" {
  for_each = toset(local.sources)

  name              = "results-${each.key}"
  kms_master_key_id = each.key == "scanner" ? null : aws_kms_key.events.id
}

resource "aws_sns_topic_policy" "results" {
  for_each = aws_sns_topic.results

  arn    = each.value.arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

data "aws_iam_policy_document" "topic" {
  for_each = aws_sns_topic.results

  source_policy_documents   = [data.aws_iam_policy_document.tls[each.key].json]
  override_policy_documents = each.key == "sequencer" ? [data.aws_iam_policy_document.open[0].json] : []

  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.instrument.arn]
    }
  }
}

data "aws_iam_policy_document" "tls" {
  for_each = aws_sns_topic.results

  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

data "aws_iam_policy_document" "open" {
  count = contains(local.sources, "sequencer") ? 1 : 0

  statement {
    sid       = "Publish"
    actions   = ["sns:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_sqs_queue" "dead" {
  name                    = "results-dead"
  sqs_managed_sse_enabled = true
}

resource "aws_sqs_queue" "results" {
  count = length(local.sources)

  name                       = "results-${local.sources[count.index]}"
  kms_master_key_id          = count.index < 2 ? aws_kms_key.events.arn : ""
  visibility_timeout_seconds = 60 * (count.index + 1)
  redrive_policy             = jsonencode({ deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 4 })
}

resource "aws_sqs_queue_policy" "results" {
  count = length(aws_sqs_queue.results)

  queue_url = aws_sqs_queue.results[count.index].id
  policy = templatefile("${path.module}/templates/queue.json.tftpl", {
    queue = aws_sqs_queue.results[count.index].arn
    topic = aws_sns_topic.results[local.sources[count.index]].arn
  })
}

resource "aws_sns_topic_subscription" "results" {
  count = length(local.sources)

  topic_arn = aws_sns_topic.results[element(local.sources, count.index)].arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.results[count.index].arn
}

resource "aws_sqs_queue" "partner" {
  name = "partner"

  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "arn:aws:sqs:eu-west-1:${local.account}:partner"
      }]
    }
  POLICY
}

resource "aws_sns_topic_subscription" "plain" {
  topic_arn = aws_sns_topic.results["scanner"].arn
  protocol  = "http"
  endpoint  = "http://partner.example.com/hook"
}
