"""AB岗: handing a post over, stepping in, naming a third, giving back; who holds which seal; what a post keeps."""
