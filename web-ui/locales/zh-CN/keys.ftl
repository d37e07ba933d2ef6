keys-title = 客户端密钥
