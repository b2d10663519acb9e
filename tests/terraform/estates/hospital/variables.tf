variable "region" {
  type    = string
  default = "us-east-1"
}

variable "environment" {
  type    = string
  default = "prod"

  validation {
    condition     = contains(["dev", "stage", "prod"], var.environment)
    error_message = "One of dev, stage, prod."
  }
}

variable "buckets" {
  description = "Buckets by purpose."
  type = map(object({
    versioning     = optional(bool, true)
    kms            = optional(bool, true)
    block_public   = optional(bool)
    expire_days    = optional(number)
    object_lock    = optional(object({ mode = string, days = number }))
    classification = optional(string, "PHI")
    log            = optional(bool, true)
  }))
  default = {
    records = { expire_days = 2555, object_lock = { mode = "COMPLIANCE", days = 2190 } }
    imaging = { block_public = true }
    intake  = { kms = false, versioning = false }
    website = { block_public = false, classification = "public", log = false }
  }
}

variable "databases" {
  type = map(object({
    instance_class = string
    storage        = optional(number, 50)
    multi_az       = optional(bool)
    public         = optional(bool, false)
    backup_days    = optional(number)
    logs           = optional(list(string), ["postgresql", "upgrade"])
    parameters     = optional(map(string), {})
  }))
  default = {
    ehr = {
      instance_class = "db.r6g.large"
      multi_az       = true
      backup_days    = 35
      parameters     = { "rds.force_ssl" = "1", "log_connections" = "1" }
    }
    billing = {
      instance_class = "db.t4g.medium"
      public         = true
      logs           = []
    }
  }
}

variable "enable_flow_logs" {
  type    = bool
  default = true
}

variable "office_cidrs" {
  type    = list(string)
  default = ["198.51.100.0/24"]
}

variable "extra_tags" {
  type    = map(string)
  default = null
}
