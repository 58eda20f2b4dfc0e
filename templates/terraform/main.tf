terraform {
  required_providers {
    alicloud = {
      source  = "aliyun/alicloud"
      version = ">= 1.228.0"
    }
  }
}

data "alicloud_account" "current" {}

data "alicloud_regions" "current" {
  current = true
}

locals {
  account = data.alicloud_account.current.id
  region  = data.alicloud_regions.current.regions[0].id
  secrets = "acs:kms:${local.region}:${local.account}:secret"

  # What the function does, then what Function Compute itself does under its role: logs, destinations, the VPC.
  statements = concat(
    [
      {
        Effect = "Allow"
        Action = [
          "kms:DescribeSecret",
          "kms:ListSecretVersionIds",
          "kms:GetSecretValue",
          "kms:PutSecretValue",
          "kms:UpdateSecretVersionStage",
          "kms:TagResource",
        ]
        Resource = [for name in var.secret_names : "${local.secrets}/${name}"]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:ListSecrets"]
        Resource = [local.secrets]
      },
      {
        Effect   = "Allow"
        Action   = ["fc:InvokeFunction"]
        Resource = ["acs:fc:${local.region}:${local.account}:functions/${var.function_name}"]
      },
    ],
    var.type != "access-key" ? [] : [
      {
        Effect = "Allow"
        Action = [
          "ram:ListAccessKeys",
          "ram:CreateAccessKey",
          "ram:UpdateAccessKey",
          "ram:DeleteAccessKey",
          "ram:GetAccessKeyLastUsed",
        ]
        Resource = [for name in var.user_names : "acs:ram:*:${local.account}:user/${name}"]
      },
    ],
    [
      {
        Effect   = "Allow"
        Action   = ["log:PostLogStoreLogs"]
        Resource = ["acs:log:${local.region}:${local.account}:project/${var.log_project}/logstore/${var.logstore}"]
      },
    ],
    length(var.admin_secret_names) == 0 ? [] : [
      {
        Effect   = "Allow"
        Action   = ["kms:GetSecretValue"]
        Resource = [for name in var.admin_secret_names : "${local.secrets}/${name}"]
      },
    ],
    length(var.instance_ids) == 0 ? [] : [
      {
        Effect = "Allow"
        Action = concat(
          [
            "rds:DescribeDBInstanceAttribute",
            "rds:DescribeDBInstanceNetInfo",
            "rds:DescribeAccounts",
            "rds:ResetAccountPassword",
          ],
          var.type != "rds-mysql" ? [] : ["rds:CreateAccount", "rds:GrantAccountPrivilege", "rds:RevokeAccountPrivilege"],
        )
        Resource = [for id in var.instance_ids : "acs:rds:${local.region}:${local.account}:dbinstance/${id}"]
      },
    ],
    var.configuration_secret_name == "" ? [] : [
      {
        Effect   = "Allow"
        Action   = ["kms:GetSecretValue"]
        Resource = ["${local.secrets}/${var.configuration_secret_name}"]
      },
    ],
    var.events_secret_name == "" ? [] : [
      {
        Effect   = "Allow"
        Action   = ["kms:GetSecretValue"]
        Resource = ["${local.secrets}/${var.events_secret_name}"]
      },
    ],
    var.event_bus_name == "" ? [] : [
      {
        Effect   = "Allow"
        Action   = ["eventbridge:PutEvents"]
        Resource = ["acs:eventbridge:${local.region}:${local.account}:eventbus/${var.event_bus_name}"]
      },
    ],
    var.kms_key_id == "" ? [] : [
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = ["acs:kms:${local.region}:${local.account}:key/${var.kms_key_id}"]
      },
    ],
    var.failure_destination == "" ? [] : [
      {
        Effect   = "Allow"
        Action   = ["fc:InvokeFunction"]
        Resource = [var.failure_destination]
      },
    ],
    var.vpc_id == "" ? [] : [
      {
        Effect = "Allow"
        Action = [
          "vpc:DescribeVSwitchAttributes",
          "vpc:DescribeVpcAttribute",
          "ecs:CreateNetworkInterface",
          "ecs:DeleteNetworkInterface",
          "ecs:DescribeNetworkInterfaces",
          "ecs:CreateNetworkInterfacePermission",
          "ecs:DeleteNetworkInterfacePermission",
          "ecs:DescribeNetworkInterfacePermissions",
        ]
        Resource = ["*"]
      },
    ],
  )

  # Outside a VPC there is no other way to KMS, and RAM has no address inside one.
  internet_access = var.vpc_id == "" ? true : (var.type == "access-key" ? true : var.internet_access)
  kms_in_vpc      = var.vpc_id == "" ? "" : (var.internet_access ? "" : "kms-vpc.${local.region}.aliyuncs.com")
  kms_endpoint    = var.kms_endpoint == "" ? local.kms_in_vpc : var.kms_endpoint

  usual_strategy = var.type == "generic" ? "none" : "auto"
  strategy       = var.strategy == "" ? local.usual_strategy : var.strategy

  # The code is sensitive, so that a plan does not print it. Whether there is any is not.
  from_bucket = nonsensitive(var.code == "")

  variables = merge(
    { ROTATION_ENVIRONMENT = var.environment },
    local.kms_endpoint == "" ? {} : { ROTATION_KMS_ENDPOINT = local.kms_endpoint },
    var.ca_file == "" ? {} : { ROTATION_CA_FILE = var.ca_file },
    var.configuration == "" ? {} : { ROTATION_CONFIGURATION = var.configuration },
    var.configuration_secret_name == "" ? {} : { ROTATION_CONFIGURATION_SECRET = var.configuration_secret_name },
    var.events_secret_name == "" ? {} : { ROTATION_EVENTS_SECRET = var.events_secret_name },
    var.event_kinds == "" ? {} : { ROTATION_EVENTS = var.event_kinds },
    var.webhook_hosts == "" ? {} : { ROTATION_WEBHOOK_HOSTS = var.webhook_hosts },
  )
}

resource "alicloud_ram_role" "function" {
  name        = "${var.function_name}-${local.region}"
  description = "What the function ${var.function_name} may do"
  document = jsonencode({
    Version = "1"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = ["fc.aliyuncs.com"] }
    }]
  })
}

resource "alicloud_ram_policy" "function" {
  policy_name = "${var.function_name}-${local.region}-rotate"
  policy_document = jsonencode({
    Version   = "1"
    Statement = local.statements
  })
}

resource "alicloud_ram_role_policy_attachment" "function" {
  role_name   = alicloud_ram_role.function.name
  policy_name = alicloud_ram_policy.function.policy_name
  policy_type = "Custom"
}

resource "alicloud_fcv3_function" "function" {
  function_name         = var.function_name
  description           = "Rotates KMS secrets of the type ${var.type}"
  runtime               = "nodejs20"
  handler               = "index.handler"
  role                  = alicloud_ram_role.function.arn
  cpu                   = 0.35
  memory_size           = var.memory_size
  disk_size             = 512
  timeout               = var.timeout
  instance_concurrency  = 1
  internet_access       = local.internet_access
  layers                = var.layer == "" ? [] : [var.layer]
  environment_variables = local.variables

  code {
    zip_file        = local.from_bucket ? null : var.code
    oss_bucket_name = local.from_bucket ? var.bundle_bucket : null
    oss_object_name = local.from_bucket ? var.bundle : null
    checksum        = var.checksum == "" ? null : var.checksum
  }

  dynamic "vpc_config" {
    for_each = var.vpc_id == "" ? [] : [var.vpc_id]
    content {
      vpc_id            = vpc_config.value
      vswitch_ids       = var.vswitch_ids
      security_group_id = var.security_group_id
    }
  }

  log_config {
    project                 = var.log_project
    logstore                = var.logstore
    log_begin_rule          = "None"
    enable_request_metrics  = true
    enable_instance_metrics = true
  }
}

resource "alicloud_fcv3_async_invoke_config" "function" {
  function_name                  = alicloud_fcv3_function.function.function_name
  max_async_retry_attempts       = var.retry_attempts
  max_async_event_age_in_seconds = var.event_age
  # A sweep names what it hands over, so that handing it over twice starts it once.
  async_task = true

  dynamic "destination_config" {
    for_each = var.failure_destination == "" ? [] : [var.failure_destination]
    content {
      on_failure {
        destination = destination_config.value
      }
    }
  }
}

resource "alicloud_fcv3_trigger" "sweep" {
  # What the timer starts is to be repeated from its first firing on.
  depends_on    = [alicloud_fcv3_async_invoke_config.function]
  function_name = alicloud_fcv3_function.function.function_name
  trigger_name  = "sweep"
  trigger_type  = "timer"
  description   = "Rotates what is due, and ends what is over its grace"
  qualifier     = "LATEST"
  trigger_config = jsonencode({
    cronExpression = var.sweep_schedule
    enable         = true
    payload        = jsonencode({ Operation = "sweep", SecretIds = var.secret_names })
  })
}

# The function holds its value from then on: without ignore_changes, an update would put the first one back.
#
# Terraform then owns the secret, and its state is as secret as the database: alicloud_kms_secret reads the current value
# at each refresh, that is at each plan and apply, and neither ignore_changes nor sensitive keeps it out of the state.
#
# To keep values out of it, leave bootstrap_value empty and make the secret elsewhere: by the ROS template of the
# function, whose stack never reads a value back, or in the console or with the aliyun command line, with its rotation
# tags. Name it in secret_names: the module refers to secrets by name alone, and reads none of them.
#
# To leave it later: terraform state rm 'alicloud_kms_secret.first[0]', empty bootstrap_value, then rotate and retire, so
# that what older states still hold no longer works.
resource "alicloud_kms_secret" "first" {
  count             = var.bootstrap_value == "" ? 0 : 1
  secret_name       = var.secret_names[0]
  description       = "Rotated by a function of secret-rotation-functions"
  version_id        = "bootstrap"
  secret_data       = var.bootstrap_value
  dkms_instance_id  = var.kms_instance_id == "" ? null : var.kms_instance_id
  encryption_key_id = var.kms_key_id == "" ? null : var.kms_key_id
  tags = merge(
    {
      "rotation:type"        = var.type
      "rotation:strategy"    = local.strategy
      "rotation:schedule"    = var.schedule
      "rotation:window"      = var.window
      "rotation:grace"       = var.grace
      "rotation:environment" = var.environment
    },
    var.value == "" ? {} : { "rotation:value" = var.value },
    var.fields == "" ? {} : { "rotation:fields" = var.fields },
    # Without an admin, the API of RDS acts. Of two such tags the last one counts.
    length(var.instance_ids) == 0 ? {} : { "rotation:admin-secret" = "rds-api" },
    length(var.admin_secret_names) == 0 ? {} : { "rotation:admin-secret" = var.admin_secret_names[0] },
  )

  lifecycle {
    # The tags hold the status of rotations, too, and whatever an operator has changed of the policy since.
    ignore_changes  = [secret_data, version_id, tags]
    prevent_destroy = true
  }
}
