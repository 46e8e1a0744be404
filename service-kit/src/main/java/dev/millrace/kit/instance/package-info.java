/** Which of several processes of a service is responding. */
@NullMarked
package dev.millrace.kit.instance;

import org.jspecify.annotations.NullMarked;
