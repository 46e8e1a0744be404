@org.jspecify.annotations.NullMarked
package dev.millrace.bench.api;
