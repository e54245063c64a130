module shop.example

go 1.27
