@NullMarked
package dev.millrace.objectstore;

import org.jspecify.annotations.NullMarked;
