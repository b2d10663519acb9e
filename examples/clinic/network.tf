resource "aws_vpc" "clinic" {
  cidr_block           = var.vpc_cidr
  enable_dns_hostnames = true
}

resource "aws_default_security_group" "clinic" {
  vpc_id = aws_vpc.clinic.id
}

# The portal ran on instances here before it moved to Fargate; they needed addresses of their own.
resource "aws_subnet" "public" {
  count = 2

  vpc_id                  = aws_vpc.clinic.id
  cidr_block              = cidrsubnet(var.vpc_cidr, 4, count.index)
  availability_zone       = "${var.region}${["a", "b"][count.index]}"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "private" {
  count = 2

  vpc_id            = aws_vpc.clinic.id
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, count.index + 8)
  availability_zone = "${var.region}${["a", "b"][count.index]}"
}

resource "aws_internet_gateway" "clinic" {
  vpc_id = aws_vpc.clinic.id
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.clinic.id
}

# Patients reach the portal from home.
resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.clinic.id
}

resource "aws_route_table_association" "public" {
  count = 2

  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public.id
}

resource "aws_flow_log" "clinic" {
  vpc_id          = aws_vpc.clinic.id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow.arn
  iam_role_arn    = aws_iam_role.delivery.arn
}

# -- who may talk to whom ---------------------------------------------------------------------------------------------

resource "aws_security_group" "balancer" {
  name        = "clinic-balancer"
  description = "Load balancer of the portal"
  vpc_id      = aws_vpc.clinic.id
}

resource "aws_vpc_security_group_ingress_rule" "https" {
  security_group_id = aws_security_group.balancer.id
  description       = "Patients"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "http" {
  security_group_id = aws_security_group.balancer.id
  description       = "Patients with old bookmarks"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
}

resource "aws_vpc_security_group_egress_rule" "portal" {
  security_group_id            = aws_security_group.balancer.id
  description                  = "To the portal"
  referenced_security_group_id = aws_security_group.portal.id
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
}

resource "aws_security_group" "portal" {
  name        = "clinic-portal"
  description = "Portal and reminders"
  vpc_id      = aws_vpc.clinic.id

  ingress {
    description     = "From the load balancer"
    from_port       = 8443
    to_port         = 8443
    protocol        = "tcp"
    security_groups = [aws_security_group.balancer.id]
  }

  egress {
    description = "To AWS and the SMS service"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "records" {
  name        = "clinic-records"
  description = "Records database"
  vpc_id      = aws_vpc.clinic.id

  ingress {
    description     = "From the portal"
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.portal.id]
  }

  ingress {
    description = "Reporting consultant"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["203.0.113.16/28"]
  }
}

resource "aws_security_group" "imaging" {
  name        = "clinic-imaging"
  description = "Imaging gateway"
  vpc_id      = aws_vpc.clinic.id

  ingress {
    description = "DICOM over TLS from the clinic"
    from_port   = 2762
    to_port     = 2762
    protocol    = "tcp"
    cidr_blocks = [var.vpc_cidr]
  }

  # Remote support. Their technicians work from home, so there is no address to write down.
  ingress {
    description = "Vendor support"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
