"""Pure law: functions from values to verdicts, each citing its clause."""
