/** The service that plans, follows and reports runs. */
@NullMarked
package klt.controller;

import org.jspecify.annotations.NullMarked;
