cis = {
  root  = { pattern = "{ $.userIdentity.type = \"Root\" && $.userIdentity.invokedBy NOT EXISTS && $.eventType != \"AwsServiceEvent\" }" }
  login = { pattern = "{ ($.eventName = ConsoleLogin) && ($.errorMessage = \"Failed authentication\") }", threshold = 3 }
  trail = {
    pattern = "{ ($.eventName = CreateTrail) || ($.eventName = UpdateTrail) || ($.eventName = DeleteTrail) || ($.eventName = StartLogging) || ($.eventName = StopLogging) }"
    action  = false
  }
}
