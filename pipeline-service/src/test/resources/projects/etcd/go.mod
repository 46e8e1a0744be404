module go.etcd.io/etcd/v3

go 1.24
