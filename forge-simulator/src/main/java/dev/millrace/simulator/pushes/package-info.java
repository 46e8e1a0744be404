/**
 * What follows when refs move, whoever moved them: the ref is updated, push, create and delete are announced, and whoever follows pushes is told.
 */
@NullMarked
package dev.millrace.simulator.pushes;

import org.jspecify.annotations.NullMarked;
