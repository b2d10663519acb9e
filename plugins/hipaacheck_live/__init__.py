"""What sources of live clouds share: collectors, typed answers, gaps, redaction, and the run over all listings."""
