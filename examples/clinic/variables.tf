variable "account_id" {
  description = "AWS account of the clinic."
  type        = string
  default     = "111122223333"
}

variable "region" {
  description = "Region of everything but IAM."
  type        = string
  default     = "us-east-1"
}

variable "name_prefix" {
  description = "Beginning of names that must be unique in all of AWS."
  type        = string
  default     = "clinic-111122223333"
}

variable "vpc_cidr" {
  description = "Address range of the clinic's network."
  type        = string
  default     = "10.20.0.0/16"
}

variable "imaging_ami" {
  description = "Machine image of the imaging gateway, from its vendor."
  type        = string
  default     = "ami-0123456789abcdef0"
}

variable "portal_version" {
  description = "Tag of the portal's image."
  type        = string
  default     = "2026.10"
}

variable "sms_api_key" {
  description = "Key of the service that sends reminders by SMS."
  type        = string
  sensitive   = true
}
