module shop.example/waits

go 1.19
