/** Tests of what repositories follow and of their credentials. */
package dev.millrace.git.upstream;
