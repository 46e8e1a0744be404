@NullMarked
package dev.millrace.githttp.installation;

import org.jspecify.annotations.NullMarked;
