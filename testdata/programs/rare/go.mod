module shop.example/rare

go 1.19
