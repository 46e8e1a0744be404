package dev.millrace.testing.broken;

final class DeliveryManager {}
