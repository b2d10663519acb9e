environment = "prod"
queues = {
  orders  = {}
  refills = { encrypted = false, retention = 60 }
  partner = { public = true }
}
allowed = ["10.0.0.0/8", "0.0.0.0/0"]
