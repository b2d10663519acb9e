terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

variable "skip" {
  type    = bool
  default = true
}

provider "aws" {
  region                      = "eu-west-1"
  skip_credentials_validation = var.skip
  skip_requesting_account_id  = var.skip
  skip_metadata_api_check     = var.skip
}

provider "aws" {
  alias                       = "us"
  region                      = "us-east-1"
  skip_credentials_validation = var.skip
  skip_requesting_account_id  = var.skip
  skip_metadata_api_check     = var.skip

  default_tags {
    tags = { Team = "lab", data-classification = "phi" }
  }
}

locals {
  account = "444455556666"
  sources = ["analyser", "sequencer", "scanner"]
  staff = {
    alice = { groups = ["analysts"], console = true }
    bob   = { groups = ["analysts", "admins"], console = false }
    carol = { groups = [], policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess"], console = true }
  }
  memberships = merge([for name, person in local.staff : { for group in person.groups : "${name}/${group}" => { user = name, group = group } }]...)
}
