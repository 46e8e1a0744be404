@NullMarked
package dev.millrace.git.catalog;

import org.jspecify.annotations.NullMarked;
