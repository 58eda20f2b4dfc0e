output "function_arn" {
  description = "ARN of the function."
  value       = alicloud_fcv3_function.function.function_arn
}

output "role_arn" {
  description = "ARN of the role of the function."
  value       = alicloud_ram_role.function.arn
}
