output "vpc_id" {
  value = module.vpc.vpc_id
}

output "database_addresses" {
  value     = { for name, database in module.database : name => database.address }
  sensitive = true
}
