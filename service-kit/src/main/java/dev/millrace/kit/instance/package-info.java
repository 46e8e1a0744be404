/**
 * Which of several processes of a service is answering.
 */
@NullMarked
package dev.millrace.kit.instance;

import org.jspecify.annotations.NullMarked;
