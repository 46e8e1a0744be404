@NullMarked
package dev.millrace.kit.identity.key;

import org.jspecify.annotations.NullMarked;
