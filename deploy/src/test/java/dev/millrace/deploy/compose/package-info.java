/** Tests of {@code docker-compose.yml} and its variables. */
@NullMarked
package dev.millrace.deploy.compose;

import org.jspecify.annotations.NullMarked;
