"""What the provider adds to every resource of a type: computed attributes, and the defaults of others.

Arguments: https://registry.terraform.io/providers/hashicorp/aws/latest/docs, version 6.
"""

from __future__ import annotations

from typing import Any

from examples.clinic.values import kind

TYPES: dict[str, dict[str, Any]] = {
    "aws_acm_certificate": kind(
        "tags arn domain_validation_options id key_algorithm not_after not_before options pending_renewal renewal_eligibility "
        "renewal_summary status subject_alternative_names type validation_emails",
        "certificate_authority_arn certificate_body certificate_chain early_renewal_duration private_key",
        "validation_option",
    ),
    "aws_backup_plan": kind("tags arn id version", "", "advanced_backup_setting"),
    "aws_backup_selection": kind("condition id not_resources", "", "selection_tag"),
    "aws_backup_vault": kind("tags arn id recovery_points", "force_destroy timeouts"),
    "aws_cloudtrail": kind(
        "tags arn home_region id sns_topic_arn",
        "sns_topic_name",
        "advanced_event_selector insight_selector",
        enable_logging=True,
        include_global_service_events=True,
        is_organization_trail=False,
    ),
    "aws_cloudwatch_log_group": kind("tags arn deletion_protection_enabled id log_group_class name_prefix", skip_destroy=False),
    "aws_cloudwatch_log_metric_filter": kind("id", apply_on_transformed_logs=False),
    "aws_cloudwatch_metric_alarm": kind(
        "tags arn evaluate_low_sample_count_percentiles id",
        "alarm_description datapoints_to_alarm dimensions extended_statistic insufficient_data_actions ok_actions "
        "threshold_metric_id unit",
        "metric_query",
        actions_enabled=True,
        treat_missing_data="missing",
    ),
    "aws_db_instance": kind(
        "tags address arn availability_zone backup_target backup_window ca_cert_identifier character_set_name "
        "database_insights_mode db_name endpoint engine_lifecycle_support engine_version_actual hosted_zone_id id "
        "identifier_prefix iops latest_restorable_time license_model listener_endpoint maintenance_window master_user_secret "
        "master_user_secret_kms_key_id nchar_character_set_name network_type option_group_name performance_insights_kms_key_id "
        "performance_insights_retention_period port replica_mode replicas resource_id snapshot_identifier status "
        "storage_throughput storage_type timezone",
        "allow_major_version_upgrade custom_iam_instance_profile customer_owned_ip_enabled dedicated_log_volume domain "
        "domain_auth_secret_arn domain_dns_ips domain_iam_role_name domain_ou max_allocated_storage password password_wo "
        "password_wo_version replicate_source_db timeouts upgrade_storage_config",
        "blue_green_update restore_to_point_in_time s3_import",
        apply_immediately=False,
        auto_minor_version_upgrade=True,
        copy_tags_to_snapshot=False,
        delete_automated_backups=True,
        performance_insights_enabled=False,
        skip_final_snapshot=False,
    ),
    "aws_db_parameter_group": kind("tags arn id name_prefix", description="Managed by Terraform", skip_destroy=False),
    "aws_db_subnet_group": kind("tags arn id name_prefix supported_network_types vpc_id", description="Managed by Terraform"),
    "aws_default_security_group": kind(
        "tags arn description egress id ingress name name_prefix owner_id", revoke_rules_on_delete=False
    ),
    "aws_dynamodb_table": kind(
        "tags arn id read_capacity stream_arn stream_label stream_view_type write_capacity",
        "restore_date_time restore_source_name restore_source_table_arn restore_to_latest_time stream_enabled table_class "
        "timeouts",
        "global_secondary_index import_table local_secondary_index on_demand_throughput replica ttl",
    ),
    "aws_ebs_volume": kind(
        "tags arn create_time id iops kms_key_id snapshot_id throughput volume_initialization_rate",
        "multi_attach_enabled outpost_arn timeouts",
        final_snapshot=False,
    ),
    "aws_ecs_cluster": kind("tags arn id", "", "configuration service_connect_defaults"),
    "aws_ecs_service": kind(
        "tags arn availability_zone_rebalancing iam_role id platform_version triggers",
        "force_delete force_new_deployment health_check_grace_period_seconds propagate_tags timeouts",
        "alarms capacity_provider_strategy deployment_circuit_breaker ordered_placement_strategy placement_constraints "
        "service_connect_configuration service_registries volume_configuration vpc_lattice_configurations",
        deployment_maximum_percent=200,
        deployment_minimum_healthy_percent=100,
        enable_ecs_managed_tags=False,
        enable_execute_command=False,
        scheduling_strategy="REPLICA",
        wait_for_steady_state=False,
    ),
    "aws_ecs_task_definition": kind(
        "tags arn arn_without_revision enable_fault_injection id revision",
        "ipc_mode pid_mode",
        "ephemeral_storage placement_constraints proxy_configuration runtime_platform volume",
        skip_destroy=False,
        track_latest=False,
    ),
    "aws_flow_log": kind(
        "tags arn id log_format",
        "deliver_cross_account_role eni_id subnet_id transit_gateway_attachment_id transit_gateway_id",
        "destination_options",
        log_destination_type="cloud-watch-logs",
        max_aggregation_interval=600,
    ),
    "aws_iam_account_password_policy": kind("expire_passwords hard_expiry id"),
    "aws_iam_instance_profile": kind("tags arn create_date id name_prefix unique_id", path="/"),
    "aws_iam_policy": kind(
        "tags arn attachment_count id name_prefix policy_id", "delay_after_policy_creation_in_ms description", path="/"
    ),
    "aws_iam_policy_document": kind(
        "id json minified_json", "override_policy_documents policy_id source_policy_documents version"
    ),
    "aws_iam_role": kind(
        "tags arn create_date id inline_policy managed_policy_arns name_prefix unique_id",
        "description permissions_boundary",
        force_detach_policies=False,
        max_session_duration=3600,
        path="/",
    ),
    "aws_iam_role_policy_attachment": kind("id"),
    "aws_instance": kind(
        "tags arn availability_zone capacity_reservation_specification cpu_options disable_api_stop disable_api_termination "
        "ebs_block_device enable_primary_ipv6 enclave_options ephemeral_block_device host_id host_resource_group_arn id "
        "instance_initiated_shutdown_behavior instance_lifecycle instance_market_options instance_state ipv6_address_count "
        "ipv6_addresses key_name maintenance_options network_interface outpost_arn password_data placement_group "
        "placement_group_id placement_partition_number primary_network_interface primary_network_interface_id private_dns "
        "private_dns_name_options private_ip public_dns public_ip secondary_private_ips security_groups spot_instance_request_id "
        "tenancy user_data_base64",
        "hibernation timeouts user_data volume_tags",
        "credit_specification launch_template secondary_network_interface",
        force_destroy=False,
        get_password_data=False,
        source_dest_check=True,
        user_data_replace_on_change=False,
    ),
    "aws_internet_gateway": kind("tags arn id owner_id", "timeouts"),
    "aws_kms_key": kind(
        "tags arn id key_id multi_region policy rotation_period_in_days",
        "custom_key_store_id deletion_window_in_days timeouts xks_key_id",
        bypass_policy_lockout_safety_check=False,
        customer_master_key_spec="SYMMETRIC_DEFAULT",
        enable_key_rotation=False,
        is_enabled=True,
        key_usage="ENCRYPT_DECRYPT",
    ),
    "aws_lambda_event_source_mapping": kind(
        "tags arn function_arn id last_modified last_processing_result maximum_record_age_in_seconds maximum_retry_attempts "
        "parallelization_factor state state_transition_reason uuid",
        "batch_size bisect_batch_on_function_error function_response_types kms_key_arn maximum_batching_window_in_seconds queues "
        "starting_position starting_position_timestamp topics tumbling_window_in_seconds",
        "amazon_managed_kafka_event_source_config destination_config document_db_event_source_config filter_criteria "
        "metrics_config provisioned_poller_config scaling_config self_managed_event_source "
        "self_managed_kafka_event_source_config source_access_configuration",
        enabled=True,
    ),
    "aws_lambda_function": kind(
        "tags architectures arn code_sha256 ephemeral_storage id invoke_arn last_modified logging_config qualified_arn "
        "qualified_invoke_arn response_streaming_invoke_arn signing_job_arn signing_profile_version_arn source_code_hash "
        "source_code_size tracing_config version",
        "code_signing_config_arn description filename image_uri layers replace_security_groups_on_destroy "
        "replacement_security_group_ids s3_object_version source_kms_key_arn timeouts",
        "capacity_provider_config durable_config file_system_config image_config snap_start tenancy_config",
        memory_size=128,
        package_type="Zip",
        publish=False,
        reserved_concurrent_executions=-1,
        skip_destroy=False,
        timeout=3,
    ),
    "aws_lb": kind(
        "tags arn arn_suffix dns_name enforce_security_group_inbound_rules_on_private_link_traffic id ip_address_type "
        "name_prefix secondary_ips_auto_assigned_per_subnet subnet_mapping vpc_id zone_id",
        "customer_owned_ipv4_pool dns_record_client_routing_policy minimum_load_balancer_capacity timeouts",
        "connection_logs health_check_logs ipam_pools",
        client_keep_alive=3600,
        desync_mitigation_mode="defensive",
        enable_cross_zone_load_balancing=True,
        enable_http2=True,
        enable_tls_version_and_cipher_suite_headers=False,
        enable_waf_fail_open=False,
        enable_xff_client_port=False,
        enable_zonal_shift=False,
        idle_timeout=60,
        preserve_host_header=False,
        xff_header_processing_mode="append",
    ),
    "aws_lb_listener": kind(
        "tags arn id mutual_authentication routing_http_response_server_enabled ssl_policy tcp_idle_timeout_seconds",
        "alpn_policy certificate_arn timeouts",
    ),
    "aws_lb_target_group": kind(
        "tags arn arn_suffix connection_termination health_check id ip_address_type "
        "load_balancer_arns load_balancing_algorithm_type load_balancing_anomaly_mitigation load_balancing_cross_zone_enabled "
        "name_prefix preserve_client_ip protocol_version stickiness target_failover target_group_health target_health_state",
        deregistration_delay="300",
        lambda_multi_value_headers_enabled=False,
        proxy_protocol_v2=False,
        slow_start=0,
    ),
    "aws_route": kind(
        "id instance_id instance_owner_id network_interface_id origin state",
        "carrier_gateway_id core_network_arn destination_ipv6_cidr_block destination_prefix_list_id egress_only_gateway_id "
        "local_gateway_id nat_gateway_id timeouts transit_gateway_id vpc_endpoint_id vpc_peering_connection_id",
    ),
    "aws_route_table": kind("tags arn id owner_id propagating_vgws route", "timeouts"),
    "aws_route_table_association": kind("id", "gateway_id timeouts"),
    "aws_s3_bucket": kind(
        "tags acceleration_status acl arn bucket_domain_name bucket_prefix bucket_region bucket_regional_domain_name cors_rule "
        "grant hosted_zone_id id lifecycle_rule logging object_lock_configuration object_lock_enabled policy "
        "replication_configuration request_payer server_side_encryption_configuration versioning "
        "website website_domain website_endpoint",
        "timeouts",
        force_destroy=False,
    ),
    "aws_s3_bucket_lifecycle_configuration": kind("expected_bucket_owner id transition_default_minimum_object_size", "timeouts"),
    "aws_s3_bucket_logging": kind("id", "expected_bucket_owner", "target_grant target_object_key_format"),
    "aws_s3_bucket_ownership_controls": kind("id"),
    "aws_s3_bucket_policy": kind("id"),
    "aws_s3_bucket_public_access_block": kind("id", "skip_destroy"),
    "aws_s3_bucket_server_side_encryption_configuration": kind("id", "expected_bucket_owner"),
    "aws_s3_bucket_versioning": kind("id", "expected_bucket_owner mfa"),
    "aws_secretsmanager_secret": kind(
        "tags arn id name_prefix policy replica",
        "description",
        force_overwrite_replica_secret=False,
        recovery_window_in_days=30,
    ),
    "aws_security_group": kind("tags arn egress id ingress name_prefix owner_id", "timeouts", revoke_rules_on_delete=False),
    "aws_sns_topic": kind(
        "tags arn beginning_archive_time fifo_throughput_scope id name_prefix owner policy signature_version tracing_config",
        "application_failure_feedback_role_arn application_success_feedback_role_arn application_success_feedback_sample_rate "
        "archive_policy delivery_policy display_name firehose_failure_feedback_role_arn firehose_success_feedback_role_arn "
        "firehose_success_feedback_sample_rate http_failure_feedback_role_arn http_success_feedback_role_arn "
        "http_success_feedback_sample_rate kms_master_key_id lambda_failure_feedback_role_arn lambda_success_feedback_role_arn "
        "lambda_success_feedback_sample_rate sqs_failure_feedback_role_arn sqs_success_feedback_role_arn "
        "sqs_success_feedback_sample_rate",
        content_based_deduplication=False,
        fifo_topic=False,
    ),
    "aws_sqs_queue": kind(
        "tags arn deduplication_scope fifo_throughput_limit id kms_data_key_reuse_period_seconds name_prefix policy "
        "redrive_allow_policy redrive_policy sqs_managed_sse_enabled url",
        "kms_master_key_id timeouts",
        content_based_deduplication=False,
        delay_seconds=0,
        fifo_queue=False,
        max_message_size=262144,
        receive_wait_time_seconds=0,
        visibility_timeout_seconds=30,
    ),
    "aws_subnet": kind(
        "tags arn availability_zone_id id ipv6_cidr_block ipv6_cidr_block_association_id owner_id "
        "private_dns_hostname_type_on_launch",
        "customer_owned_ipv4_pool enable_lni_at_device_index ipv4_ipam_pool_id ipv4_netmask_length ipv6_ipam_pool_id "
        "ipv6_netmask_length map_customer_owned_ip_on_launch outpost_arn timeouts",
        assign_ipv6_address_on_creation=False,
        enable_dns64=False,
        enable_resource_name_dns_a_record_on_launch=False,
        enable_resource_name_dns_aaaa_record_on_launch=False,
        ipv6_native=False,
        map_public_ip_on_launch=False,
    ),
    "aws_volume_attachment": kind("id", "force_detach skip_destroy stop_instance_before_detaching timeouts"),
    "aws_vpc": kind(
        "tags arn default_network_acl_id default_route_table_id default_security_group_id dhcp_options_id "
        "enable_network_address_usage_metrics id ipv6_association_id ipv6_cidr_block ipv6_cidr_block_network_border_group "
        "main_route_table_id owner_id",
        "assign_generated_ipv6_cidr_block ipv4_ipam_pool_id ipv4_netmask_length ipv6_ipam_pool_id ipv6_netmask_length",
        enable_dns_support=True,
        instance_tenancy="default",
    ),
    "aws_vpc_security_group_egress_rule": kind(
        "tags arn id security_group_rule_id", "cidr_ipv4 cidr_ipv6 prefix_list_id referenced_security_group_id"
    ),
    "aws_vpc_security_group_ingress_rule": kind(
        "tags arn id security_group_rule_id", "cidr_ipv4 cidr_ipv6 prefix_list_id referenced_security_group_id"
    ),
}
