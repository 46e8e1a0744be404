/**
 * A team's day on the running platform and a simulated GitHub, reported with elapsed times. Every stage checks what it
 * shows; nothing here reaches into a service: the demo uses git and HTTP as a user would.
 */
@NullMarked
package dev.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
