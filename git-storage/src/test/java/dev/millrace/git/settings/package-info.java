@NullMarked
package dev.millrace.git.settings;

import org.jspecify.annotations.NullMarked;
