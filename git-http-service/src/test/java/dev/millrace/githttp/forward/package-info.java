/** Tests of pushes that an upstream must accept first. */
package dev.millrace.githttp.forward;
