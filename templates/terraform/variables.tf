# The parameters of the ROS templates under the same names; those that begin with the name of a function there have none
# here, where `type` says which function it is.

variable "type" {
  type        = string
  description = "Type of the secrets. Which function it is: the name of its folder and of its zip."
  validation {
    condition     = contains(["rds-mysql", "rds-postgresql", "generic", "access-key"], var.type)
    error_message = "Type of the secrets: rds-mysql, rds-postgresql, generic or access-key."
  }
}

variable "bundle_bucket" {
  type        = string
  description = "Bucket of the bundles. OSS bucket in the region of the function. Empty, the code itself is given."
  default     = ""
  validation {
    condition     = can(regex("^$|^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bundle_bucket))
    error_message = "Bucket of the bundles: 3 to 63 lower case letters, digits and hyphens."
  }
}

variable "bundle" {
  type        = string
  description = "<type> bundle. OSS object that holds <type>.zip. The hash of the zip is part of its name, so that new code is a new name."
  validation {
    condition     = can(regex("^[\\w./-]*[0-9a-f]{16,64}[\\w.-]*\\.zip$", var.bundle))
    error_message = "<type> bundle: such as <type>/0123456789abcdef.zip, with at least 16 hexadecimal digits of the hash."
  }
}

variable "checksum" {
  type        = string
  description = "Checksum of the <type> bundle. CRC-64 of the zip in decimal, which Function Compute compares. It finds another object in the place of the bundle, but none that was made to have the same; no bucket is asked where the code itself is given."
  default     = ""
  validation {
    condition     = can(regex("^$|^\\d{1,20}$", var.checksum))
    error_message = "Checksum of the <type> bundle: a number of at most 20 digits."
  }
}

variable "code" {
  type        = string
  description = "Code of the <type> function. The zip itself in Base64, filebase64(\"dist/rds-mysql.zip\"). It goes before the object in the bucket, which nobody can then replace."
  default     = ""
  sensitive   = true
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9+/]+={0,2}$", var.code))
    error_message = "Code of the <type> function: Base64."
  }
}

variable "function_name" {
  type        = string
  description = "Name of the <type> function."
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{2,29}$", var.function_name))
    error_message = "Name of the <type> function: 3 to 30 lower case letters, digits and hyphens, a letter first."
  }
}

variable "secret_names" {
  type        = list(string)
  description = "Secrets to rotate. Names of the KMS secrets of this function; its role reaches these and no others. With a bootstrap value the first one is created here."
  validation {
    condition     = can(regex("^[A-Za-z0-9_/+=.@-]{1,192}(,[A-Za-z0-9_/+=.@-]{1,192})*$", join(",", var.secret_names)))
    error_message = "Secrets to rotate: names of at most 192 characters, with commas and no spaces."
  }
}

variable "admin_secret_names" {
  type        = list(string)
  description = "Admin secrets. Names of secrets of accounts that may change other accounts; the role may read them. The first one is named in the policy of a secret that is created here. Only for rds-mysql, rds-postgresql and generic."
  default     = []
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9_/+=.@-]{1,192}(,[A-Za-z0-9_/+=.@-]{1,192})*$", join(",", var.admin_secret_names)))
    error_message = "Admin secrets: names of at most 192 characters, with commas and no spaces."
  }
}

variable "instance_ids" {
  type        = list(string)
  description = "RDS instances. Instances whose accounts the API of RDS changes in place of an admin; the role may change the accounts of these only. Empty, of none. Only for rds-mysql and rds-postgresql."
  default     = []
  validation {
    condition     = can(regex("^$|^[a-z0-9-]{1,64}(,[a-z0-9-]{1,64})*$", join(",", var.instance_ids)))
    error_message = "RDS instances: ids such as rm-bp1234567890, with commas and no spaces."
  }
}

variable "user_names" {
  type        = list(string)
  description = "RAM users. Users whose AccessKeys these secrets hold; the role may change the keys of these users only. Only for access-key."
  default     = []
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9._-]{1,64}(,[A-Za-z0-9._-]{1,64})*$", join(",", var.user_names)))
    error_message = "RAM users: user names with commas and no spaces."
  }
}

variable "bootstrap_value" {
  type        = string
  description = "Bootstrap value. Creates the first of the secrets with this value. The state of Terraform holds it from then on, and after each refresh the value that is current at that time. Empty, the secret is made elsewhere, and no value enters the state."
  default     = ""
  sensitive   = true
}

variable "strategy" {
  type        = string
  description = "Strategy of a new secret. Empty, it is auto for rds-mysql, auto for rds-postgresql, none for generic, auto for access-key."
  default     = ""
  validation {
    condition     = contains(["", "auto", "dual-password", "alternating-users", "single-user", "none", "ssh-key", "ssh-password", "webhook", "two-keys"], var.strategy)
    error_message = "Strategy of a new secret: empty, auto, dual-password, alternating-users, single-user, none, ssh-key, ssh-password, webhook or two-keys."
  }
}

variable "value" {
  type        = string
  description = "Value of a new secret. How the value is made, such as password, hex:bytes=32, uuid or webhook. Empty, as the strategy usually has it. Only for generic."
  default     = ""
  validation {
    condition     = can(regex("^$|^[a-z0-9-]+(:[a-z0-9-]+(=[A-Za-z0-9-]+)?)*$", var.value))
    error_message = "Value of a new secret: such as password or hex:bytes=32."
  }
}

variable "fields" {
  type        = string
  description = "Fields of a new secret. The fields of a JSON value that are renewed, with + between them. Empty for plain text. Only for generic."
  default     = ""
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9_.-]+(\\+[A-Za-z0-9_.-]+)*$", var.fields))
    error_message = "Fields of a new secret: names with + between them and no spaces."
  }
}

variable "webhook_hosts" {
  type        = string
  description = "Hosts of webhooks. The only hosts of webhooks and notices, with commas."
  default     = ""
  validation {
    condition     = can(regex("^$|^[a-z0-9.-]+(:\\d{1,5})?(,[a-z0-9.-]+(:\\d{1,5})?)*$", var.webhook_hosts))
    error_message = "Hosts of webhooks: such as hooks.example.com,10.0.0.7:8443."
  }
}

variable "schedule" {
  type        = string
  description = "Schedule of a new secret. When it is to be rotated, such as every:30d or weekly:mon:03:00@Asia/Shanghai."
  default     = "every:30d"
  validation {
    condition     = can(regex("^(every:[1-9]\\d{0,5}[mhd]|((daily|weekly:[a-z+]+|monthly:[0-9+]+):\\d{2}:\\d{2}|cron:[A-Za-z0-9_/+-]+)(@[A-Za-z0-9_/+-]+)?)$", var.schedule))
    error_message = "Schedule of a new secret: every:30d, daily:03:00, weekly:mon:03:00, monthly:1:03:00 or cron:0_3_any_any_1, with a time zone behind @."
  }
}

variable "window" {
  type        = string
  description = "Window of a new secret. Hours in which a rotation may begin."
  default     = "00:00-23:59@UTC"
  validation {
    condition     = can(regex("^\\d{2}:\\d{2}-\\d{2}:\\d{2}(@[A-Za-z0-9_/+-]+)?$", var.window))
    error_message = "Window of a new secret: such as 02:00-04:00@Asia/Shanghai."
  }
}

variable "grace" {
  type        = string
  description = "Grace of a new secret. How long the previous credential lives on."
  default     = "24h"
  validation {
    condition     = can(regex("^\\d{1,6}[mhd](:accepted)?$", var.grace))
    error_message = "Grace of a new secret: such as 24h or 7d; one below 6 h 10 min ends in :accepted."
  }
}

variable "environment" {
  type        = string
  description = "Environment. A secret whose tag rotation:environment says something else is left alone; a new secret is tagged with it."
  default     = "production"
  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,64}$", var.environment))
    error_message = "Environment: at most 64 letters, digits, dots, hyphens and underscores."
  }
}

variable "kms_instance_id" {
  type        = string
  description = "KMS instance of a new secret. Empty, the secret is created without naming one."
  default     = ""
  validation {
    condition     = can(regex("^$|^kst-[a-z0-9]+$", var.kms_instance_id))
    error_message = "KMS instance of a new secret: such as kst-hzz62ee817bvyyr5x."
  }
}

variable "kms_key_id" {
  type        = string
  description = "Key of the secrets. Only where the secrets are protected by a key of your own. The role may then use it."
  default     = ""
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9-]{8,64}$", var.kms_key_id))
    error_message = "Key of the secrets: id of a key, not its ARN or alias."
  }
}

variable "kms_endpoint" {
  type        = string
  description = "Address of KMS. Where it is neither the public one of the region nor, for a function in a VPC without internet access, kms-vpc of the region."
  default     = ""
  validation {
    condition     = can(regex("^$|^(https://)?[a-z0-9.-]+(:\\d{1,5})?$", var.kms_endpoint))
    error_message = "Address of KMS: a host name or an https address."
  }
}

variable "vpc_id" {
  type        = string
  description = "VPC. Where the services are. Empty, the functions are in no VPC."
  default     = ""
  validation {
    condition     = can(regex("^$|^vpc-[a-z0-9]+$", var.vpc_id))
    error_message = "VPC: such as vpc-bp1s5fnvk4gn2tws0."
  }
}

variable "vswitch_ids" {
  type        = list(string)
  description = "VSwitches. Their addresses must be on the white list of the database."
  default     = []
  validation {
    condition     = can(regex("^$|^vsw-[a-z0-9]+(,vsw-[a-z0-9]+)*$", join(",", var.vswitch_ids)))
    error_message = "VSwitches: ids with commas and no spaces."
  }
}

variable "security_group_id" {
  type        = string
  description = "Security group."
  default     = ""
  validation {
    condition     = can(regex("^$|^sg-[a-z0-9]+$", var.security_group_id))
    error_message = "Security group: such as sg-bp1fg655nh68xyz9i."
  }
}

variable "internet_access" {
  type        = bool
  description = "Internet access. Of a function in a VPC; without it KMS is called inside the VPC. Webhooks and notices outside the VPC need it, and so does a fleet that one invocation cannot sweep, as Function Compute is then called. Outside a VPC, and for AccessKeys, there is always internet access."
  default     = false
}

variable "layer" {
  type        = string
  description = "Layer. ARN of a layer with files the functions need, such as the certificate of an authority. Empty, there is none."
  default     = ""
  validation {
    condition     = can(regex("^$|^acs:fc:[A-Za-z0-9:/._$-]+$", var.layer))
    error_message = "Layer: the ARN of a version of a layer."
  }
}

variable "ca_file" {
  type        = string
  description = "Certificate authority. PEM file, such as /opt/ca.pem of the layer, of the authority that signed the certificates of databases and webhooks. TLS is always verified."
  default     = ""
  validation {
    condition     = can(regex("^$|^/[A-Za-z0-9_./-]+$", var.ca_file))
    error_message = "Certificate authority: an absolute path."
  }
}

variable "memory_size" {
  type        = number
  description = "Memory in MB."
  default     = 512
  validation {
    condition     = contains([512, 768, 1024], var.memory_size)
    error_message = "Memory in MB: 512, 768 or 1024."
  }
}

variable "timeout" {
  type        = number
  description = "Time limit in seconds. What an invocation has no time for it hands to another one."
  default     = 300
  validation {
    condition     = var.timeout >= 60 && var.timeout <= 86400
    error_message = "Time limit in seconds: from 60 to 86400."
  }
}

variable "sweep_schedule" {
  type        = string
  description = "Timer. How often the function looks what is due; at least four times in a window. @every 30m, or a cron expression of six fields, in UTC unless CRON_TZ=Asia/Shanghai stands before it."
  default     = "@every 30m"
  validation {
    condition     = can(regex("^(@every [1-9]\\d{0,3}[mh]|(CRON_TZ=[A-Za-z_/+-]+ )?(\\S+ ){5}\\S+)$", var.sweep_schedule))
    error_message = "Timer: @every 30m or a cron expression of six fields."
  }
}

variable "retry_attempts" {
  type        = number
  description = "Retries. How often the platform repeats a failed invocation; repeating is harmless."
  default     = 2
  validation {
    condition     = var.retry_attempts >= 0 && var.retry_attempts <= 8
    error_message = "Retries: from 0 to 8."
  }
}

variable "event_age" {
  type        = number
  description = "Age of an event in seconds. What has waited longer is dropped; the next firing of the timer does its work."
  default     = 3600
  validation {
    condition     = var.event_age >= 1 && var.event_age <= 604800
    error_message = "Age of an event in seconds: from 1 to 604800."
  }
}

variable "failure_destination" {
  type        = string
  description = "Destination of failures. ARN of a function that is told of invocations that failed in the end. Empty, there is none."
  default     = ""
  validation {
    condition     = can(regex("^$|^acs:fc:[a-z0-9-]+:\\d+:functions/[A-Za-z_][A-Za-z0-9_-]{0,63}$", var.failure_destination))
    error_message = "Destination of failures: such as acs:fc:cn-hangzhou:123456789012:functions/tell-operators."
  }
}

variable "log_project" {
  type        = string
  description = "Log project. An existing project of Simple Log Service. Unlike the ROS template, this module makes none."
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.log_project))
    error_message = "Log project: 3 to 63 lower case letters, digits and hyphens."
  }
}

variable "logstore" {
  type        = string
  description = "Logstore. In an existing project it exists too, with an index on the fields functionName and message."
  default     = "secret-rotation"
  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.logstore))
    error_message = "Logstore: 3 to 63 lower case letters, digits, hyphens and underscores."
  }
}

variable "configuration" {
  type        = string
  description = "Configuration of the function. JSON text of what only who deploys the function may say of secrets, such as webhooks, probes and lower floors. The variables of a function have room for 4 KB in all."
  default     = ""
  validation {
    condition     = can(regex("^$|^\\s*\\{[\\s\\S]*\\}\\s*$", var.configuration))
    error_message = "Configuration of the function: a JSON object."
  }
}

variable "configuration_secret_name" {
  type        = string
  description = "Secret with the configuration. Name of a secret that holds the same, where it is longer. The role may read it; whoever may write it decides for all secrets of the function."
  default     = ""
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9_/+=.@-]{1,192}$", var.configuration_secret_name))
    error_message = "Secret with the configuration: a name of at most 192 characters."
  }
}

variable "events_secret_name" {
  type        = string
  description = "Secret with the destination of notices. Name of a secret whose flat JSON says where to tell what became of secrets, such as Form, Url and Key of a robot. The role may read it. Empty, nobody is told."
  default     = ""
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9_/+=.@-]{1,192}$", var.events_secret_name))
    error_message = "Secret with the destination of notices: a name of at most 192 characters."
  }
}

variable "event_kinds" {
  type        = string
  description = "Kinds of notices. With commas, such as failed,stopped. Empty, whatever calls for an operator or changes a credential."
  default     = ""
  validation {
    condition     = can(regex("^$|^(stopped|failed|drifted|missed|evicted|rolled-back|rotated|repaired|retired)(,(stopped|failed|drifted|missed|evicted|rolled-back|rotated|repaired|retired))*$", var.event_kinds))
    error_message = "Kinds of notices: kinds with commas and no spaces."
  }
}

variable "event_bus_name" {
  type        = string
  description = "Event bus. Where the form is eventbridge. The role may put events on this bus."
  default     = ""
  validation {
    condition     = can(regex("^$|^[A-Za-z0-9_.-]{1,127}$", var.event_bus_name))
    error_message = "Event bus: the name of a bus."
  }
}
