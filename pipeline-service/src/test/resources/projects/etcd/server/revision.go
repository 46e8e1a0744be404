package server

func Revision() int64 {
	return 1
}
