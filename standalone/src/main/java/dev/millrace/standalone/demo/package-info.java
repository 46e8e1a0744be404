/**
 * A day of a team, played on the running platform and a simulated GitHub, and told with elapsed times. Every stage checks
 * what it shows; nothing here reaches into a service, it uses git and HTTP as a person would.
 */
@NullMarked
package dev.millrace.standalone.demo;

import org.jspecify.annotations.NullMarked;
