"""AB岗: handing over, seals and things of a post, windows without anybody."""
