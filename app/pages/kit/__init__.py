"""What every page shares: access, forms, lists, replies, navigation, formats and macros."""
