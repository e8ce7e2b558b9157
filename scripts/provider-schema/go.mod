module provider-schema

go 1.21
