/** Tests of the object store. */
package dev.millrace.git.object;
