/**
 * Arguments of the resources that the module uses; `true` where it is required, a table where it is a block.
 * Source: aliyun/terraform-provider-alicloud, `website/docs/r`.
 */
export interface Arguments {
  readonly [name: string]: boolean | Arguments;
}

export const facts: Readonly<Record<string, Arguments>> = {
  alicloud_ram_role: { name: true, document: false, description: false, force: false },
  alicloud_ram_policy: {
    policy_name: true,
    policy_document: true,
    description: false,
    rotate_strategy: false,
    force: false,
    tags: false,
  },
  alicloud_ram_role_policy_attachment: { policy_name: true, policy_type: true, role_name: true },
  alicloud_fcv3_function: {
    handler: true,
    runtime: true,
    function_name: false,
    description: false,
    code: { zip_file: false, oss_bucket_name: false, oss_object_name: false, checksum: false },
    cpu: false,
    memory_size: false,
    disk_size: false,
    timeout: false,
    role: false,
    environment_variables: false,
    vpc_config: { vpc_id: false, vswitch_ids: false, security_group_id: false },
    log_config: {
      project: false,
      logstore: false,
      log_begin_rule: false,
      enable_instance_metrics: false,
      enable_request_metrics: false,
    },
    layers: false,
    instance_concurrency: false,
    internet_access: false,
    tags: false,
  },
  alicloud_fcv3_async_invoke_config: {
    function_name: true,
    async_task: false,
    max_async_event_age_in_seconds: false,
    max_async_retry_attempts: false,
    qualifier: false,
    destination_config: { on_failure: { destination: false }, on_success: { destination: false } },
  },
  alicloud_fcv3_trigger: {
    function_name: true,
    trigger_type: true,
    qualifier: true,
    trigger_name: false,
    trigger_config: false,
    description: false,
    invocation_role: false,
    source_arn: false,
  },
  alicloud_kms_secret: {
    secret_name: true,
    secret_data: true,
    version_id: true,
    secret_type: false,
    secret_data_type: false,
    description: false,
    encryption_key_id: false,
    dkms_instance_id: false,
    extended_config: false,
    enable_automatic_rotation: false,
    rotation_interval: false,
    policy: false,
    version_stages: false,
    recovery_window_in_days: false,
    force_delete_without_recovery: false,
    tags: false,
  },
};
