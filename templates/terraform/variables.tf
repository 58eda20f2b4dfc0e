# The parameters of the ROS templates under the same names; those that begin with the name of a function there have none
# here, where `type` says which function it is.

variable "type" {
  type        = string
  description = "Which function it is: the name of its folder and of its zip."
  validation {
    condition     = contains(["rds-mysql", "rds-postgresql", "generic", "access-key"], var.type)
    error_message = "One of rds-mysql, rds-postgresql, generic and access-key."
  }
}

variable "bundle_bucket" {
  type        = string
  description = "OSS bucket in the region of the function. Empty, the code itself is given."
  default     = ""
}

variable "bundle" {
  type        = string
  description = "OSS object that holds the zip. Its hash is part of its name, so that new code is a new name."
}

variable "checksum" {
  type        = string
  description = "CRC-64 of the zip in decimal, which Function Compute compares. It finds another object in the place of the bundle, but none that was made to have the same."
  default     = ""
}

variable "code" {
  type        = string
  description = "The zip itself in Base64, filebase64(\"dist/rds-mysql.zip\"). It goes before the object in the bucket, which nobody can then replace."
  default     = ""
}

variable "function_name" {
  type        = string
  description = "3 to 30 lower case letters, digits and hyphens, a letter first."
}

variable "secret_names" {
  type        = list(string)
  description = "Names of the KMS secrets of this function; its role reaches these and no others. With a bootstrap value the first one is created here."
  validation {
    condition     = length(var.secret_names) > 0
    error_message = "A function has at least one secret."
  }
}

variable "admin_secret_names" {
  type        = list(string)
  description = "Names of secrets of accounts that may change other accounts; the role may read them."
  default     = []
}

variable "user_names" {
  type        = list(string)
  description = "For the type access-key: RAM users whose AccessKeys are rotated."
  default     = []
}

# Terraform then owns the secret, and its state is as secret as the database: alicloud_kms_secret reads the current value
# at each refresh, that is at each plan and apply, and neither ignore_changes nor sensitive keeps it out of the state.
#
# To keep values out of it, leave this empty and make the secret elsewhere: by the ROS template of the function, whose
# stack never reads a value back, or in the console or with the aliyun command line, with its rotation tags. Name it in
# secret_names: the module refers to secrets by name alone, and reads none of them.
#
# To leave it later: terraform state rm 'alicloud_kms_secret.first[0]', empty this variable, then rotate and retire, so
# that what older states still hold no longer works.
variable "bootstrap_value" {
  type        = string
  description = "Creates the first of the secrets with this value. The state of Terraform holds it from then on, and after each refresh the value that is current at that time. Empty, the secret is made elsewhere, and no value enters the state."
  default     = ""
  sensitive   = true
}

variable "strategy" {
  type        = string
  description = "Strategy of a new secret. auto looks at the server and chooses the best that it allows."
  default     = "auto"
}

variable "schedule" {
  type        = string
  description = "When a new secret is to be rotated, such as every:30d or weekly:mon:03:00@Asia/Shanghai."
  default     = "every:30d"
}

variable "window" {
  type        = string
  description = "Hours in which a rotation of a new secret may begin."
  default     = "00:00-23:59@UTC"
}

variable "grace" {
  type        = string
  description = "How long the previous credential of a new secret lives on."
  default     = "24h"
}

variable "environment" {
  type        = string
  description = "A secret whose tag rotation:environment says something else is left alone."
  default     = "production"
}

variable "kms_instance_id" {
  type        = string
  description = "KMS instance of a new secret."
  default     = ""
}

variable "kms_key_id" {
  type        = string
  description = "Only where the secrets are protected by a key of your own. The role may then use it."
  default     = ""
}

variable "kms_endpoint" {
  type        = string
  description = "Address of KMS, where it is not the public one of the region."
  default     = ""
}

variable "vpc_id" {
  type        = string
  description = "Where the services are. Empty, the function is in no VPC."
  default     = ""
}

variable "vswitch_ids" {
  type        = list(string)
  description = "Their addresses must be on the white list of the database."
  default     = []
}

variable "security_group_id" {
  type        = string
  description = "Security group of the function in the VPC."
  default     = ""
}

variable "internet_access" {
  type        = bool
  description = "Of a function in a VPC; without it KMS is called inside the VPC. Webhooks and notices outside the VPC need it, and so does a fleet that one invocation cannot sweep. Outside a VPC, and for AccessKeys, there is always internet access."
  default     = false
}

variable "layer" {
  type        = string
  description = "ARN of a layer with files the function needs, such as the certificate of an authority."
  default     = ""
}

variable "ca_file" {
  type        = string
  description = "PEM file of the authority that signed the certificates of databases and webhooks."
  default     = ""
}

variable "configuration" {
  type        = string
  description = "JSON text of what only who deploys the function may say of secrets, such as webhooks, probes and lower floors."
  default     = ""
}

variable "configuration_secret_name" {
  type        = string
  description = "Secret that holds the same, where it is too long for a variable. Whoever may write it decides for all secrets of the function."
  default     = ""
}

variable "webhook_hosts" {
  type        = string
  description = "Hosts that may be called for webhooks and notices, with commas."
  default     = ""
}

variable "memory_size" {
  type        = number
  description = "In MB."
  default     = 512
}

variable "timeout" {
  type        = number
  description = "In seconds. What an invocation has no time for it hands to another one."
  default     = 300
}

variable "sweep_schedule" {
  type        = string
  description = "How often the function looks what is due; at least four times in a window."
  default     = "@every 30m"
}

variable "retry_attempts" {
  type        = number
  description = "How often the platform repeats a failed invocation; repeating is harmless."
  default     = 2
}

variable "event_age" {
  type        = number
  description = "In seconds. What has waited longer is dropped; the next firing of the timer does its work."
  default     = 3600
}

variable "failure_destination" {
  type        = string
  description = "ARN of a function that is told of invocations that failed in the end."
  default     = ""
}

variable "log_project" {
  type        = string
  description = "An existing project of Simple Log Service. Unlike the ROS template, this module makes none."
}

variable "logstore" {
  type        = string
  description = "An existing Logstore of the project, with an index on functionName and message."
  default     = "secret-rotation"
}

variable "events_secret_name" {
  type        = string
  description = "Name of a secret whose flat JSON says where to tell what became of secrets."
  default     = ""
}

variable "event_kinds" {
  type        = string
  description = "Kinds of notices with commas, such as failed,stopped."
  default     = ""
}

variable "event_bus_name" {
  type        = string
  description = "Where the form of notices is eventbridge: the role may put events on this bus."
  default     = ""
}
