/**
 * What the platform consists of: its folder, its keys, its settings, and the processes with their order. Everything that a
 * service is told, it is told here, through its environment.
 */
@NullMarked
package dev.millrace.standalone.platform;

import org.jspecify.annotations.NullMarked;
