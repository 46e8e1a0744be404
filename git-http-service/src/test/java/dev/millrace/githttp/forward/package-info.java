/** Tests of pushes that go to an upstream first. */
package dev.millrace.githttp.forward;
