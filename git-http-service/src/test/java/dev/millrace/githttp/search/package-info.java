@NullMarked
package dev.millrace.githttp.search;

import org.jspecify.annotations.NullMarked;
